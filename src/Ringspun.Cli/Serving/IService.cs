using Microsoft.Extensions.Logging;

namespace Ringspun.Cli.Serving;

/// <summary>A server that accepts connections.</summary>
internal interface IService
{
    /// <summary>Ends gracefully: accepts no more, lets connections finish. Any thread.</summary>
    /// <param name="patience">How long they may take; those that are left then are aborted.</param>
    /// <returns>A task that ends when no connection is left.</returns>
    Task DrainAsync(TimeSpan patience);

    /// <summary>Tells the operator what is served.</summary>
    void NoteStarted(ILogger logger);

    /// <summary>Tells the operator what has been done.</summary>
    void NoteStopped(ILogger logger);
}
