import axe from "./axe.mjs";

export default async function axeAtNight(stage, cast) {
  await axe(stage, cast, "dark", "pt");
}
