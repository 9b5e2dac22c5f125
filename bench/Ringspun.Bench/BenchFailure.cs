namespace Ringspun.Bench;

/// <summary>A measurement cannot be made, for a reason that the message tells.</summary>
/// <param name="message">What failed, and what to do.</param>
internal sealed class BenchFailure(string message) : Exception(message);
