package dev.switchboard.app.architecture.offence.core.util;

public final class Bag {}
