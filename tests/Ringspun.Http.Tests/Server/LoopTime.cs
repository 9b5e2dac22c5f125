namespace Ringspun.Http.Tests.Server;

/// <summary>A wall clock that goes as the loop's clock goes, an hour ahead, so that no file looks as if it had been written a moment ago.</summary>
internal sealed class LoopTime(EventLoop loop) : TimeProvider
{
    private readonly DateTimeOffset _start = DateTimeOffset.UtcNow.AddHours(1);
    private readonly long _loopStart = loop.ReadClock();

    public override DateTimeOffset GetUtcNow() => _start.AddTicks((loop.ReadClock() - _loopStart) / TimeSpan.NanosecondsPerTick);
}
