/**
 * CPU time of this process, helper threads included: what one core would need. Unlike wall time it does not count the moments when
 * something else had the core.
 */
export function cpuMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
