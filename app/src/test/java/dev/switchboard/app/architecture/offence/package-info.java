/// Classes that break one rule each, under the name of that rule, and a few that break none: by them
/// `ModuleBoundariesTest` shows that every rule can fail and names nobody who behaves.
package dev.switchboard.app.architecture.offence;
