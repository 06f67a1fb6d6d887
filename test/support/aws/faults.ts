import type { IncomingMessage, ServerResponse } from 'node:http';

/** A way in which a call goes wrong. */
export interface Fault {
  readonly kind:
    | 'deny' // AccessDeniedException
    | 'throttle' // ThrottlingException
    | 'expired-token' // ExpiredTokenException
    | 'wrong-signature' // InvalidSignatureException
    | 'server-error' // 500 InternalServiceError
    | 'garbage' // 200 with a body that is no JSON
    | 'reset' // the connection is cut
    | 'hang' // no answer, ever
    | 'delay'; // the right answer, `milliseconds` late
  /** The operation it strikes, `ListSecrets`; absent: every one. */
  readonly operation?: string;
  /** How many calls it strikes; absent: all. */
  readonly times?: number;
  /** How many calls it spares first. */
  readonly after?: number;
  /** For `delay`. */
  readonly milliseconds?: number;
  /** For `garbage`: the body. */
  readonly body?: string;
}

/** The faults that a server has been told to make. */
export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  /**
   * Strikes a call, if a fault is set for it.
   * @returns whether the call has been answered (or left hanging) and must not be handled any further
   */
  strike(operation: string, request: IncomingMessage, response: ServerResponse): Promise<boolean>;
}

const errors: Partial<Record<Fault['kind'], { readonly status: number; readonly type: string; readonly message: string }>> = {
  deny: { status: 400, type: 'AccessDeniedException', message: 'User is not authorized to perform this operation' },
  throttle: { status: 400, type: 'ThrottlingException', message: 'Rate exceeded' },
  'expired-token': {
    status: 400,
    type: 'ExpiredTokenException',
    message: 'The security token included in the request is expired',
  },
  'wrong-signature': {
    status: 400,
    type: 'InvalidSignatureException',
    message: 'Credential should be scoped to a valid region.',
  },
  'server-error': { status: 500, type: 'InternalServiceError', message: 'An error occurred on the server side.' },
};

/** An empty set of faults. */
export function createFaults(): Faults {
  let faults: { fault: Fault; spared: number; left: number }[] = [];
  return {
    add: (fault) => void faults.push({ fault, spared: fault.after ?? 0, left: fault.times ?? Number.POSITIVE_INFINITY }),
    clear: () => {
      faults = [];
    },
    async strike(operation, request, response) {
      const found = faults.find(
        ({ fault, left }) => left > 0 && (fault.operation === undefined || fault.operation === operation),
      );
      if (!found) return false;
      if (found.spared > 0) {
        found.spared -= 1;
        return false;
      }
      found.left -= 1;
      return strike(found.fault, request, response);
    },
  };
}

async function strike(fault: Fault, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  const error = errors[fault.kind];
  const query = /form-urlencoded/.test(request.headers['content-type'] ?? '');
  if (error && query) sendQueryError(response, error.status, error.type.replace(/Exception$/, ''), error.message);
  else if (error) sendError(response, error.status, error.type, error.message);
  else if (fault.kind === 'reset') request.socket.destroy();
  else if (fault.kind === 'garbage') {
    response
      .writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
      .end(fault.body ?? '<html>not what you asked for</html>');
  } else if (fault.kind === 'delay') {
    await new Promise((resolve) => setTimeout(resolve, fault.milliseconds ?? 0));
    return false;
  }
  return true;
}

/** An error as AWS JSON 1.1 services send it. */
export function sendError(response: ServerResponse, status: number, type: string, message: string): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': type });
  response.end(JSON.stringify({ __type: type, message }));
}

/** An error as services with the older query protocol, such as STS, send it. */
export function sendQueryError(response: ServerResponse, status: number, code: string, message: string): void {
  const xml = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>0</RequestId></ErrorResponse>`;
  response.writeHead(code === 'AccessDenied' ? 403 : status, { 'content-type': 'text/xml' }).end(xml);
}
