/** The built-in features alone, whatever is configured in the folder that a test runs in. */
export default { features: [] };
