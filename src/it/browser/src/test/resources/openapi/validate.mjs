// Validates an OpenAPI document by the official schema of its version, and prints what is wrong with it.
import { Validator } from '@seriousme/openapi-schema-validator';

const validator = new Validator();
const { valid, errors } = await validator.validate(process.argv[2]);
console.log(valid ? `valid ${validator.version}` : JSON.stringify(errors));
process.exitCode = valid ? 0 : 1;
