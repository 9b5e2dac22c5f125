using System.Net;
using Microsoft.Extensions.Logging;
using Ringspun.Linux;

namespace Ringspun.Tests.Network;

public sealed class AcceptPauseReportTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void Pauses_that_follow_each_other_are_told_once()
    {
        var logger = new CountingLogger();
        var endPoint = new IPEndPoint(IPAddress.Loopback, 80);
        var report = new AcceptPauseReport();
        for (long now = 0; now <= 200 * Second; now += Second / 10)
        {
            report.Note(now, logger, endPoint, Errno.EMFILE);
        }

        Assert.Equal(1, logger.Count);
        report.Note(259 * Second, logger, endPoint, Errno.EMFILE);
        Assert.Equal(1, logger.Count);
        report.Note(320 * Second, logger, endPoint, Errno.EMFILE);
        Assert.Equal(2, logger.Count);
    }

    private sealed class CountingLogger : ILogger
    {
        public int Count { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Assert.Contains("RLIMIT_NOFILE", formatter(state, exception), StringComparison.Ordinal);
            Count++;
        }
    }
}
