using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Ringspun.UserLevel.Tests.Peers;

/// <summary>What a network has told its operator.</summary>
internal sealed class NetworkLog : ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _lines = new();

    public IReadOnlyCollection<(LogLevel Level, string Text)> Lines => _lines;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((logLevel, formatter(state, exception)));

    public override string ToString() => _lines.IsEmpty ? "(nothing)" : string.Join('\n', _lines);
}
