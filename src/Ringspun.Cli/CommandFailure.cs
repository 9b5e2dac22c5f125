namespace Ringspun.Cli;

/// <summary>A command cannot do its work, for a reason that the person at the keyboard can mend: the message is all that is shown.</summary>
/// <param name="message">What failed, why, and what to do.</param>
internal sealed class CommandFailure(string message) : Exception(message);
