// The peer of the live traffic: Socket.IO with chats of two as rooms. What a client emits goes to the room, and is stored
// nowhere. As its performance tuning guide advises (https://socket.io/docs/v4/performance-tuning/) for many clients:
// WebSocket only, no compression, the native add-ons of ws (optional dependencies), and the HTTP request of the handshake
// let go of.
//
// Usage: node server.mjs port=<port>; says "listening" when it is.
import { createServer } from "node:http";
import { Server } from "socket.io";

const port = Number(process.argv.find((word) => word.startsWith("port="))?.slice(5) ?? 3000);
const http = createServer();
const io = new Server(http, { transports: ["websocket"], perMessageDeflate: false, httpCompression: false });

io.engine.on("connection", (rawSocket) => {
  rawSocket.request = null;
});

io.on("connection", (socket) => {
  socket.on("join", (chat, joined) => {
    socket.join(chat);
    joined();
  });
  socket.on("message", (chat, text) => {
    io.to(chat).emit("message", { chat, text, at: new Date() });
  });
});

http.listen(port, "127.0.0.1", () => console.log("listening"));
