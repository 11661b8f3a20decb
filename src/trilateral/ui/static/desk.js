/* What every page of somebody signed in can do besides, where scripts run. Without them every page works as it stands.

   A module of one page is named in that page's head. What all pages need is imported here; `live.js` first, since it
   must see the page as it was served. */

import "./live.js";
import "./counting.js";
import "./halves.js";
import "./keys.js";
import "./menu.js";
