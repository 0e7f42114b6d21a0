import reply from "./reply.mjs";

export default async function replyInPortuguese(stage, cast) {
  await reply(stage, cast, "pt");
}
