namespace Ringspun.Tests.CompletionPorts;

/// <summary>A step of a random program.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Target">Whom it is done to.</param>
/// <param name="Interest">For registrations.</param>
/// <param name="Count">For dequeueing: how many events at most.</param>
public sealed record PortStep(PortStepKind Kind, int Target, Interest Interest, int Count);
