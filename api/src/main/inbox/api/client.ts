import type { Attachment } from "./types.ts";

/** What the server answered when it would not do it: a problem (RFC 9457). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    readonly detail: string,
    readonly errors: { field: string; code: string; detail: string }[] = [],
    readonly body: Record<string, unknown> = {},
    readonly retryAfter: number | null = null,
  ) {
    super(detail);
  }

  /** Whether the same request may be sent again and could then work: nothing was refused, something was away. */
  get passes(): boolean {
    return this.status === 429 || this.status === 502 || this.status === 503 || this.status === 504;
  }

  is(...types: string[]): boolean {
    return types.includes(this.type);
  }
}

/** Nobody answered: the network or the server is away. */
export class Unreachable extends Error {}

export interface Tokens {
  /** The access token to show; null where nobody is signed in. */
  current(): string | null;
  /** The token was refused: another one, or null where there is none to be had. */
  renew(refused: string): Promise<string | null>;
}

const TIMEOUT = 30_000;

/** Talks to `/api/v1`. A refused token is renewed once, behind whoever asks. */
export class Api {
  constructor(
    private readonly tokens: Tokens,
    private readonly base = "/api/v1",
  ) {}

  get<T>(path: string, signal?: AbortSignal): Promise<T> {
    return this.send<T>("GET", path, undefined, signal);
  }

  post<T>(path: string, body?: unknown): Promise<T> {
    return this.send<T>("POST", path, body);
  }

  put<T>(path: string, body?: unknown): Promise<T> {
    return this.send<T>("PUT", path, body);
  }

  patch<T>(path: string, body?: unknown): Promise<T> {
    return this.send<T>("PATCH", path, body);
  }

  delete<T>(path: string): Promise<T> {
    return this.send<T>("DELETE", path);
  }

  /** A file's bytes. They cannot be had by an address alone, because the token never goes into one. */
  async bytes(path: string): Promise<Blob> {
    const answer = await this.call("GET", path);
    return answer.blob();
  }

  private async send<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
    const answer = await this.call(method, path, body, signal);
    const text = await answer.text();
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }

  private async call(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
    const token = this.tokens.current();
    let answer = await this.attempt(token, method, path, body, signal);
    if (answer.status === 401 && token !== null) {
      const renewed = await this.tokens.renew(token);
      if (renewed !== null) answer = await this.attempt(renewed, method, path, body, signal);
    }
    if (!answer.ok) throw await problem(answer);
    return answer;
  }

  private async attempt(token: string | null, method: string, path: string, body: unknown, signal?: AbortSignal) {
    const headers: Record<string, string> = { Accept: "application/json, */*" };
    if (token !== null) headers.Authorization = `Bearer ${token}`;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const timeout = AbortSignal.timeout(TIMEOUT);
    try {
      return await fetch(this.base + path, {
        method,
        headers,
        body: body === undefined ? null : JSON.stringify(body),
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
        credentials: "same-origin",
      });
    } catch (e) {
      if (signal?.aborted) throw e;
      throw new Unreachable(String(e));
    }
  }

  /** Hands a file in. `fetch` cannot tell how far an upload is, so this is the old way. */
  upload(file: File, progress: (part: number) => void, signal?: AbortSignal): Promise<Attachment> {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open("POST", `${this.base}/attachments?name=${encodeURIComponent(file.name)}`);
      request.setRequestHeader("Authorization", `Bearer ${this.tokens.current() ?? ""}`);
      request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
      request.upload.onprogress = (e) => e.lengthComputable && progress(e.loaded / e.total);
      request.onerror = () => reject(new Unreachable("upload"));
      request.onload = () => {
        const body = parsed(request.responseText);
        if (request.status === 201) resolve(body as unknown as Attachment);
        else reject(error(request.status, body, request.getResponseHeader("Retry-After")));
      };
      signal?.addEventListener("abort", () => {
        request.abort();
        reject(new DOMException("aborted", "AbortError"));
      });
      request.send(file);
    });
  }
}

async function problem(answer: Response): Promise<ApiError> {
  return error(answer.status, parsed(await answer.text()), answer.headers.get("Retry-After"));
}

function error(status: number, body: Record<string, unknown>, retryAfter: string | null): ApiError {
  const type = String(body.type ?? "").split("/").at(-1) ?? "";
  const errors = Array.isArray(body.errors) ? (body.errors as ApiError["errors"]) : [];
  const seconds = retryAfter === null ? NaN : Number(retryAfter);
  return new ApiError(
    status,
    type,
    String(body.detail ?? body.title ?? `HTTP ${status}`),
    errors,
    body,
    Number.isFinite(seconds) ? seconds : null,
  );
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
