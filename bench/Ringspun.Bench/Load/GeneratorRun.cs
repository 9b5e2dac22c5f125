namespace Ringspun.Bench.Load;

/// <summary>One run of a load generator, as its output tells it.</summary>
/// <param name="RequestsPerSecond">Answers per second.</param>
/// <param name="MeanMicroseconds">The mean time from a request's sending to the end of its answer.</param>
/// <param name="CpuMicrosecondsPerRequest">The generator's CPU time for one of them, in the middle of the run.</param>
internal sealed record GeneratorRun(double RequestsPerSecond, double MeanMicroseconds, double CpuMicrosecondsPerRequest);
