/** Kinds of activities by which somebody has spoken to a person; a note or a task is none. */
export const speaking: readonly string[] = ['call', 'visit', 'meeting', 'email', 'message', 'demo'];
