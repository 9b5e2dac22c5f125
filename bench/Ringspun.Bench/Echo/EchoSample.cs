namespace Ringspun.Bench.Echo;

/// <summary>One measurement of one server.</summary>
/// <param name="RoundTripsPerSecond">Messages that came back, per second.</param>
/// <param name="CpuMicroseconds">The server's CPU time for one of them.</param>
internal sealed record EchoSample(double RoundTripsPerSecond, double CpuMicroseconds);
