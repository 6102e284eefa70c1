// SPDX-License-Identifier: EUPL-1.2
/** Start the page. The link stays in the address bar, so that a reload comes back to the visit; it is never sent. */

import { parseLink } from "./link.ts";
import { Page } from "./page.ts";

new Page(parseLink(location.pathname, location.hash)).start();
