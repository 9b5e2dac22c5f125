using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp;

/// <summary>A stack's counters since it was created.</summary>
public sealed class StackCounters
{
    private readonly long[] _counts = new long[Enum.GetValues<StackCounter>().Length];
    private readonly long[] _refusals = new long[Enum.GetValues<Refusal>().Length];

    internal StackCounters()
    {
    }

    /// <summary>A counter's value.</summary>
    /// <param name="counter">Which.</param>
    public long this[StackCounter counter] => _counts[(int)counter];

    /// <summary>The packets refused for a reason.</summary>
    /// <param name="refusal">Which.</param>
    public long this[Refusal refusal] => _refusals[(int)refusal];

    internal void Count(StackCounter counter) => _counts[(int)counter]++;

    internal void Count(Refusal refusal) => _refusals[(int)refusal]++;
}
