namespace Ringspun.Bench.Echo;

/// <summary>All servers at one number of connections.</summary>
/// <param name="Connections">Connections at once.</param>
/// <param name="Drivers">Ours.</param>
/// <param name="Peers">The others.</param>
internal sealed record EchoFigures(int Connections, IReadOnlyList<EchoServerFigures> Drivers, IReadOnlyList<EchoServerFigures> Peers)
{
    public static EchoFigures From(int connections, IReadOnlyDictionary<EchoServerKind, List<EchoSample>> samples)
    {
        EchoServerFigures[] peers = [.. samples.Where(entry => !entry.Key.IsOurs).Select(entry => EchoServerFigures.From(entry.Key, entry.Value))];
        return new EchoFigures(connections, [.. samples.Where(entry => entry.Key.IsOurs).Select(entry => Ours(entry.Key, entry.Value, peers))], peers);
    }

    private static EchoServerFigures Ours(EchoServerKind kind, List<EchoSample> samples, EchoServerFigures[] peers)
    {
        EchoServerFigures own = EchoServerFigures.From(kind, samples);
        double? yardstick = Array.Find(peers, peer => peer.Name == kind.Yardstick)?.CpuMicrosecondsPerRoundTrip;
        return own with { CpuRatio = yardstick is null ? null : Math.Round(own.CpuMicrosecondsPerRoundTrip!.Value / yardstick.Value, 3) };
    }
}
