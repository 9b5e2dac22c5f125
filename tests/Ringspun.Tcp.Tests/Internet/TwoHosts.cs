using Ringspun.Simulation.Internet;

namespace Ringspun.Tcp.Tests.Internet;

/// <summary>Two hosts and a link.</summary>
internal sealed class TwoHosts
{
    public TwoHosts(int seed, LinkOptions options, SimulatedInternetOptions? internet = null)
    {
        Internet = new SimulatedInternet(seed, internet);
        A = Internet.Add(new Talker(IpAddress.Parse("10.0.0.1")), "a");
        B = Internet.Add(new Talker(IpAddress.Parse("10.0.0.2")), "b");
        Link = Internet.Connect(A, B, options);
    }

    public SimulatedInternet Internet { get; }

    public Talker A { get; }

    public Talker B { get; }

    public Link Link { get; }

    public LinkCounters Counters => Link.ToB.Counters;

    /// <summary>Sends packets from A to B and waits until nothing happens any more.</summary>
    public void Say(long count, int length = 100, long interval = 1_000_000)
    {
        A.Say(Internet, B.Address, count, length, interval);
        while (Internet.Step())
        {
        }

        Assert.Equal(0, Internet.PacketsOnTheWay);
    }
}
