using System.Globalization;

namespace Ringspun.Bench.Tcp.HeadToHead;

/// <summary>One end under test: whose TCP, on which driver; with an interface and a network (/24) of its own towards the kernel's end.</summary>
/// <param name="Network">Whose TCP, over what.</param>
/// <param name="Driver">The driver of its loop.</param>
/// <param name="Index">Tells its interfaces and addresses from the others'.</param>
internal sealed record Contender(EndNetwork Network, string Driver, int Index)
{
    public const int PrefixLength = 24;

    public string Name => $"{Text(Network)} ({Driver})";

    /// <summary>The kernel's end of the link, in the first namespace.</summary>
    public string NearInterface => Network == EndNetwork.Tun ? Format($"bench{Index}") : Format($"near{Index}");

    /// <summary>The other end of the link, in the second namespace; a TUN interface has none.</summary>
    public string FarInterface => Format($"far{Index}");

    public string NearAddress => Format($"10.77.{Index}.1");

    /// <summary>The address of the end under test.</summary>
    public string Address => Format($"10.77.{Index}.2");

    /// <summary>Whether the process under test lives in the second namespace: a TUN interface is made where the kernel's end is.</summary>
    public bool IsFar => Network != EndNetwork.Tun;

    /// <summary>What the process under test opens; null: nothing, its TCP is the kernel's.</summary>
    public string? Device => Network switch
    {
        EndNetwork.Tun => $"tun:{NearInterface}",
        EndNetwork.Packet => $"packet:{FarInterface}",
        _ => null,
    };

    /// <summary>All that are measured: for each driver the kernel's TCP first.</summary>
    public static IReadOnlyList<Contender> All(IReadOnlyList<string> drivers, IReadOnlyList<EndNetwork> devices)
    {
        List<Contender> all = [];
        foreach (string driver in drivers)
        {
            foreach (EndNetwork network in devices.Prepend(EndNetwork.Kernel))
            {
                all.Add(new Contender(network, driver, all.Count + 1));
            }
        }

        return all;
    }

    private static string Text(EndNetwork network) => network switch
    {
        EndNetwork.Tun => "ours over TUN",
        EndNetwork.Packet => "ours over a packet socket",
        _ => "kernel over veth",
    };

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
