// What the scenarios press and read, as the page says it.

export const words = {
  en: {
    locale: "en-GB", email: "E-mail", password: "Password", signIn: "Sign in", list: "Conversations", messages: "Messages",
    answer: "Your answer", send: "Send", live: "Live", read: "Read", back: "Back to the list", views: "Choose a view",
    search: "Search", story: "What happened to it", commands: "Commands", keys: "Keys", stale: "Somebody has written meanwhile",
    sendAnyway: "Send it all the same", alsoHere: "Also here", customer: "Customer", showCustomer: "Show the customer",
    close: "Close", waiting: "Waiting", draft: "Draft:", you: "You:", onItsWay: /On its way to the server|Waiting for the connection/,
    received: "Received", sentOut: "Sent out", waitsForAnswer: "Waiting for an answer", traffic: "Messages by the hour",
    trafficSix: "Messages by six hours", accounts: "Accounts", week: "7 days",
    inbox: "Inbox", overview: "Overview", settings: "Settings", profile: "Profile",
  },
  pt: {
    locale: "pt-BR", email: "E-mail", password: "Senha", signIn: "Entrar", list: "Conversas", messages: "Mensagens",
    answer: "Sua resposta", send: "Enviar", live: "Ao vivo", read: "Lida", you: "Você:",
    story: "O que aconteceu com ela", commands: "Comandos", keys: "Teclas",
  },
};
