using System.Globalization;
using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Tcp.HeadToHead;

/// <summary>What is measured between a <see cref="TcpEnd"/> of each contender and one <see cref="TcpPeer"/>: bulk, and connections.</summary>
internal sealed class EndRounds(EndProcesses processes, SampleBook book, HeadToHeadSettings settings)
{
    private const int WarmUpMilliseconds = 700;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly (Quantity Quantity, string Word, int Connections)[] Bulk =
    [
        (Quantity.ReceiveOne, TcpPeerCommand.Send, 1),
        (Quantity.ReceiveMany, TcpPeerCommand.Send, HeadToHeadSettings.Streams),
        (Quantity.SendOne, TcpPeerCommand.Receive, 1),
        (Quantity.SendMany, TcpPeerCommand.Receive, HeadToHeadSettings.Streams),
    ];

    private bool HasBulk => settings.Parts.HasFlag(HeadToHeadParts.Bulk);

    private bool HasConnect => settings.Parts.HasFlag(HeadToHeadParts.Connect);

    public void Measure(IReadOnlyList<Contender> contenders)
    {
        ControlledProcess peer = processes.StartPeer();
        var ends = contenders.ToDictionary(contender => contender, processes.StartEnd);
        foreach (Contender contender in contenders)
        {
            Console.Error.WriteLine($"warming up {contender.Name}{(HasBulk ? ", every byte checked" : "")}");
            MeasureOnce(-1, contender, ends[contender], peer, WarmUpMilliseconds);
        }

        for (int round = 0; round < settings.Rounds; round++)
        {
            for (int i = 0; i < contenders.Count; i++)
            {
                Contender contender = contenders[(round + i) % contenders.Count];
                MeasureOnce(round, contender, ends[contender], peer, settings.Seconds * 1000);
            }
        }

        processes.EndAll();
    }

    private void MeasureOnce(int round, Contender contender, ControlledProcess end, ControlledProcess peer, int milliseconds)
    {
        int isChecked = round < 0 ? 1 : 0;
        if (HasBulk)
        {
            foreach ((Quantity quantity, string word, int connections) in Bulk)
            {
                Note(quantity, $"{word} {contender.Address} {connections} {milliseconds} {isChecked}", bytes => bytes / 1e9, 8);
            }
        }

        if (HasConnect)
        {
            Note(Quantity.Connections, $"{TcpPeerCommand.Connect} {contender.Address} {HeadToHeadSettings.Openers} {milliseconds}", count => count / 1e6, 1e6);
        }

        // The value is units a second by a factor; CPU time is for a unit: a gigabyte, or a million.
        void Note(Quantity quantity, string line, Func<double, double> units, double factor)
        {
            (double endBefore, double peerBefore, double softBefore) = (end.CpuSeconds, peer.CpuSeconds, SoftIrqTime.Now());
            double[] answer = Numbers(peer.Ask(line, Patience + TimeSpan.FromMilliseconds(milliseconds)));
            double work = units(answer[0]);
            if (round >= 0)
            {
                book.Add(round, quantity, contender, new EndSample(
                    work * factor / (answer[1] / 1e9),
                    (end.CpuSeconds - endBefore) / work,
                    (peer.CpuSeconds - peerBefore) / work,
                    (SoftIrqTime.Now() - softBefore) / work));
            }
        }
    }

    /// <summary>The two numbers of a peer's answer: what it has counted, and nanoseconds.</summary>
    /// <exception cref="BenchFailure">They are none, or nothing was counted.</exception>
    internal static double[] Numbers(string answer)
    {
        double[] numbers = [.. answer.Split(' ').Select(word => double.TryParse(word, CultureInfo.InvariantCulture, out double number) ? number : double.NaN)];
        return numbers is [> 0, > 0] ? numbers : throw new BenchFailure($"the kernel's end has measured nothing: '{answer}'");
    }
}
