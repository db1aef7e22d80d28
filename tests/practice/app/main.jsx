import { createRoot } from "react-dom/client";
import { App } from "./App.jsx";

// The form comes a moment after the page, as if its data had to be fetched first.
const ARRIVAL_MS = 100;

setTimeout(() => createRoot(document.getElementById("root")).render(<App />), ARRIVAL_MS);
