import settings from "./settings-axe.mjs";

export default (stage, cast) => settings(stage, cast, "dark");
