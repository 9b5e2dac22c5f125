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

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_lines)
        {
            _lines.Enqueue((logLevel, formatter(state, exception)));
            Monitor.PulseAll(_lines);
        }
    }

    /// <summary>Waits until so many lines have a text in them; fails when that does not come.</summary>
    public void WaitFor(string text, int count = 1)
    {
        lock (_lines)
        {
            while (_lines.Count(line => line.Text.Contains(text, StringComparison.Ordinal)) < count)
            {
                Assert.True(Monitor.Wait(_lines, PeerWorld.Patience), $"'{text}' is not in the network's log: {this}");
            }
        }
    }

    public override string ToString() => _lines.IsEmpty ? "(nothing)" : string.Join('\n', _lines);
}
