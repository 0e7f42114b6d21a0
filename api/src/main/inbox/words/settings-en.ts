// The words of the settings, in English.

export const settings = {
  label: "You and settings",
  sections: { profile: "Profile" },
  groups: { you: "You", team: "Team", channels: "Channels" },

  profile: {
    hint: "How the inbox looks and speaks to you.",
    language: "Language",
    languageHint: "On all your devices.",
    theme: "Theme",
    themeHint: "On this device.",
    notifications: "Notifications",
    notificationsHint: "Told on this device while no inbox is open.",
    allow: "Allow on this device",
    stop: "Stop on this device",
    blocked: "The browser blocks them for this page.",
    cannot: "This browser has none.",
  },
};

export type SettingsWords = typeof settings;
