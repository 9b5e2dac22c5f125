namespace Ringspun.Bench.Tcp.HeadToHead;

/// <summary>Everything that was measured.</summary>
internal sealed class SampleBook
{
    private readonly Dictionary<(Quantity Quantity, Contender Contender), List<EndSample>> _samples = [];

    /// <summary>Notes a measurement, and tells of it.</summary>
    public void Add(int round, Quantity quantity, Contender contender, EndSample sample)
    {
        if (!_samples.TryGetValue((quantity, contender), out List<EndSample>? samples))
        {
            samples = [];
            _samples.Add((quantity, contender), samples);
        }

        samples.Add(sample);
        string cpu = quantity.CpuUnit.Length == 0 ? "" : $"   CPU {sample.EndCpu:F3} + {sample.PeerCpu:F3} {quantity.CpuUnit}, softirq {sample.SoftIrq:F3}";
        Console.Error.WriteLine($"round {round + 1}: {contender.Name,-38} {quantity.Name,-24} {sample.Value,12:N1} {quantity.Unit}{cpu}");
    }

    /// <summary>The medians, by quantity, in the order of the contenders.</summary>
    public IReadOnlyList<EndFigures> ToFigures(IReadOnlyList<Contender> contenders) =>
    [
        .. from quantity in Quantity.All
           from contender in contenders
           let samples = Find(quantity, contender)
           where samples is not null
           select EndFigures.Of(quantity, contender, samples, FindKernel(quantity, contender, contenders)),
    ];

    /// <summary>The values of a quantity, of all contenders.</summary>
    public IEnumerable<IGrouping<Contender, double>> Values(Quantity quantity) => _samples
        .Where(entry => entry.Key.Quantity == quantity)
        .SelectMany(entry => entry.Value, (entry, sample) => (entry.Key.Contender, sample.Value))
        .GroupBy(entry => entry.Contender, entry => entry.Value);

    private List<EndSample>? Find(Quantity quantity, Contender contender) => _samples.GetValueOrDefault((quantity, contender));

    private List<EndSample>? FindKernel(Quantity quantity, Contender contender, IReadOnlyList<Contender> contenders) =>
        contender.Network == EndNetwork.Kernel ? null
        : Find(quantity, contenders.First(other => other.Network == EndNetwork.Kernel && other.Driver == contender.Driver));
}
