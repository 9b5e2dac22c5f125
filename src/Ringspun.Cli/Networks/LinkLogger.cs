using Microsoft.Extensions.Logging;

namespace Ringspun.Cli.Networks;

/// <summary>
/// What runs on a user-level network logs here. When the network's link is gone, the network has said so; that accepting and sending fail of it on
/// each loop is not said again.
/// </summary>
/// <param name="inner">Where lines go until then.</param>
/// <param name="lost">Ends when the link is gone.</param>
internal sealed class LinkLogger(ILogger inner, Task lost) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => inner.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => !lost.IsCompleted && inner.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            inner.Log(logLevel, eventId, state, exception, formatter);
        }
    }
}
