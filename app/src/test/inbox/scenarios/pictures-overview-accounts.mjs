/** No test: the accounts of a shop, before PicturedDays tells what happened over them. */
export default async function accounts(_, { admin }) {
  await admin.post("/accounts", {
    name: "sms", provider: "twilio", settings: { channel: "sms", accountSid: `AC${"0".repeat(32)}`, from: "+5511400400" },
    secrets: { authToken: "0".repeat(32) } });
  await admin.post("/accounts", {
    name: "pedidos", provider: "email", settings: { host: "smtp.example.com", from: "Loja <pedidos@example.com>" },
    secrets: { password: "a password" } });
}
