namespace Ringspun.Tests.Stress;

/// <summary>The ways in which an operation ends.</summary>
internal enum StressEnding
{
    Success,
    Cancelled,
    Disposed,
    Error,
}
