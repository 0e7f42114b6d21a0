/// Push to apps by Firebase Cloud Messaging, the HTTP v1 API
/// (<https://firebase.google.com/docs/reference/fcm/rest/v1/projects.messages>): Android, Apple and browsers behind one
/// address.
///
/// FCM says whether it took a message, and nothing afterwards: no webhooks, no receipts, no look-up.
@NullMarked
package dev.switchboard.providers.fcm;

import org.jspecify.annotations.NullMarked;
