/**
 * Whether a desktop VS Code can be downloaded and shown here: there is a screen, and the download host answers within five
 * seconds.
 */
export async function canHaveDesktopVSCode(): Promise<boolean> {
  const { platform, env } = process;
  const screen = platform === 'darwin' || platform === 'win32' || env['DISPLAY'] || env['WAYLAND_DISPLAY'];
  if (!screen) return false;
  try {
    return (await fetch('https://update.code.visualstudio.com/api/releases/stable', { signal: AbortSignal.timeout(5000) })).ok;
  } catch {
    return false;
  }
}
