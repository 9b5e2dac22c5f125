using Microsoft.Extensions.Logging;

namespace Ringspun.Http.Tests.Server;

/// <summary>Keeps what a server says, so that a test can fail on what it did not expect.</summary>
internal sealed class CollectingLogger : ILogger
{
    private readonly List<string> _messages = [];

    public IReadOnlyList<string> Messages => _messages;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        string message = $"{logLevel}: {formatter(state, exception)} {exception}";
        _messages.Add(message);
        TestContext.Current.TestOutputHelper?.WriteLine(message);
    }
}
