namespace Ringspun.Bench.Http;

/// <summary>One measurement of one server.</summary>
/// <param name="RequestsPerSecond">Answers per second.</param>
/// <param name="CpuMicrosecondsPerRequest">The server's CPU time for one of them.</param>
internal sealed record HttpSample(double RequestsPerSecond, double CpuMicrosecondsPerRequest);
