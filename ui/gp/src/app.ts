// SPDX-License-Identifier: EUPL-1.2
/** Start the page. The link stays in the address bar, so that a reload comes back to the visit; it is never sent. */

import { GuestPage } from "./guest-page.ts";
import { isGuest, parseLink } from "./link.ts";
import { Page } from "./page.ts";

const link = parseLink(location.pathname, location.hash);
if (link !== null && isGuest(link)) new GuestPage(link).start();
else new Page(link).start();
