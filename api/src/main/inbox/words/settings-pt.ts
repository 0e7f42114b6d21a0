import type { SettingsWords } from "./settings-en.ts";

// As palavras das configurações, em português do Brasil.

export const settings: SettingsWords = {
  label: "Você e configurações",
  sections: { profile: "Perfil" },
  groups: { you: "Você", team: "Equipe", channels: "Canais" },

  profile: {
    hint: "Como a caixa de entrada aparece e fala com você.",
    language: "Idioma",
    languageHint: "Em todos os seus dispositivos.",
    theme: "Tema",
    themeHint: "Neste dispositivo.",
    notifications: "Notificações",
    notificationsHint: "Avisos neste dispositivo enquanto nenhuma caixa de entrada está aberta.",
    allow: "Permitir neste dispositivo",
    stop: "Parar neste dispositivo",
    blocked: "O navegador bloqueia avisos desta página.",
    cannot: "Este navegador não tem avisos.",
  },
};
