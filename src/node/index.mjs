// A node in Node.js: it registers, finds, calls and serves.
export { MicroError, RouteError } from './errors.mjs';
export { MicroNode } from './node.mjs';
