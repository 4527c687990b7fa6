// The page starts: language and palette first, then who is signed in.
import { render } from "solid-js/web";
import { App } from "./app";
import { preferredLanguage, useLanguage } from "./language";
import { restorePalette } from "./palette";
import "./style/palette.css";
import "./style/page.css";
import "./style/watch.css";
import "./style/exchange.css";
import "./style/conduct.css";
import "./style/print.css";

restorePalette();
const root = document.getElementById("app");
await useLanguage(preferredLanguage());
if (root) render(() => <App />, root);
