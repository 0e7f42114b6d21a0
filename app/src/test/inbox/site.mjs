// The API as services and colleagues use it, straight and not over an agent's line.

const PATIENCE = 30_000;

/** Somebody with a number of their own. */
export function customer(name) {
  return { name, number: `+55119${String(Math.floor(Math.random() * 1e8)).padStart(8, "0")}` };
}

/** Asks again until there is an answer. */
export async function until(what, ask, patience = PATIENCE) {
  const end = Date.now() + patience;
  let last;
  for (;;) {
    try {
      const answer = await ask();
      if (answer) return answer;
      last = undefined;
    } catch (e) {
      last = e;
    }
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`, { cause: last });
    await new Promise((later) => setTimeout(later, 50));
  }
}

export class Site {
  #token;

  constructor(url, token) {
    this.url = url;
    this.#token = token;
  }

  async call(method, path, body) {
    const answer = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: { Authorization: `Bearer ${this.#token}`, "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }

  get(path) {
    return this.call("GET", path);
  }

  post(path, body) {
    return this.call("POST", path, body);
  }

  async as(email, password) {
    const { accessToken } = await this.post("/login", { email, password });
    return new Site(this.url, accessToken);
  }

  /** A customer of the sandbox writes; does not wait until it has arrived. */
  customerSays({ number, name }, text, account = "sandbox") {
    return this.post(`/sandbox/${account}/inbound`, { from: number, name, content: { type: "text", text } });
  }

  /** A customer of the sandbox writes; answers when it has arrived. */
  async customerWrites(person, text, account) {
    await this.customerSays(person, text, account);
    return until(`"${text}" has arrived`, async () => {
      const chat = await this.chatOf(person.number);
      const message = chat && (await this.thread(chat.id)).find((each) => each.content.text === text);
      return message && { chatId: chat.id, id: message.id };
    });
  }

  async chatOf(number) {
    const { chats } = await this.get("/chats?limit=200");
    return chats.find((chat) => chat.address === number);
  }

  /** All messages, the oldest first. */
  async thread(chatId) {
    const { messages } = await this.get(`/chats/${chatId}/messages?limit=200`);
    return messages.reverse();
  }

  /** What our side has written in a chat, the oldest first. */
  async written(chatId) {
    return (await this.thread(chatId)).filter((each) => each.direction === "OUTBOUND").map((each) => each.content.text);
  }
}
