// SPDX-License-Identifier: EUPL-1.2
/** The bundler hands the page's source to the tests as text. */
declare module "*.html" {
  const text: string;
  export default text;
}
