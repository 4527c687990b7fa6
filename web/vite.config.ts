import { defineConfig } from "vite";
import solid from "vite-plugin-solid";

// No inlined asset and no inline script: the page runs under `default-src 'self'` without blob: or 'unsafe-inline'.
export default defineConfig({
  plugins: [solid()],
  base: "./",
  worker: { format: "es" },
  build: {
    target: "es2022",
    // The watch floor, the public page for nationals, and the pages for devices without a network.
    rollupOptions: { input: ["index.html", "report.html", "checkin.html", "boarding.html"] },
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
  },
  server: { fs: { allow: [".."] }, proxy: { "/api": process.env.VIGIE_NODE ?? "http://127.0.0.1:8099" } },
});
