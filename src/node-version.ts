/**
 * Whether this Node can run the service; asked before anything else is loaded, for an older one stops at the first
 * name that it lacks, with a SyntaxError. Therefore without imports, and in words that old versions know.
 */
const needed = 26;
const [major = 0] = process.versions.node.split('.').map(Number);

export function refuseOldNode(): void {
  if (major >= needed) return;
  console.error(
    `Gatehouse needs Node ${needed} or later, and this is ${process.versions.node}. In a checkout \`npm start\` and ` +
      '`npx node` run the one that comes with the packages.',
  );
  process.exit(1);
}
