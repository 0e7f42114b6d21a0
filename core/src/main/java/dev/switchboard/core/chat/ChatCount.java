package dev.switchboard.core.chat;

/// How many chats there are to be seen to, of those that are open and not to come back later.
///
/// @param unread in which there is something that nobody has read
/// @param waiting whose customer waits for an answer
/// @param unassigned that nobody in particular sees to
public record ChatCount(long open, long unread, long waiting, long unassigned) {}
