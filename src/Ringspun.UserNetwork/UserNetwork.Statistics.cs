using System.Collections.Frozen;
using Ringspun.Tcp;
using Ringspun.Tcp.Wire;

namespace Ringspun.UserLevel;

/// <content>What has been counted.</content>
public sealed partial class UserNetwork
{
    /// <summary>What the network has done until now: a snapshot. Any thread.</summary>
    public UserNetworkStatistics Statistics
    {
        get
        {
            LoopStack[] stacks = Stacks;
            return new UserNetworkStatistics
            {
                Loops = stacks.Length,
                PacketsReceived = stacks.Sum(static stack => stack.PacketCounts.Received),
                PacketsSent = stacks.Sum(static stack => stack.PacketCounts.Sent),
                ReceivesLost = stacks.Sum(static stack => stack.PacketCounts.ReceivesLost),
                SendsRefused = stacks.Sum(static stack => stack.PacketCounts.SendsRefused),
                HandedOver = stacks.Sum(static stack => stack.PacketCounts.HandedOver),
                HandOversLost = stacks.Sum(static stack => stack.PacketCounts.HandOversLost),
                Connections = stacks.Sum(static stack => stack.Stack.ConnectionCount),
                DatagramSockets = stacks.Sum(static stack => stack.Stack.DatagramSocketCount),
                Counters = CountersOf(stacks),
            };
        }
    }

    private static FrozenDictionary<string, long> CountersOf(LoopStack[] stacks)
    {
        Dictionary<string, long> counters = [];
        foreach (StackCounter counter in Enum.GetValues<StackCounter>())
        {
            counters.Add(counter.ToString(), stacks.Sum(stack => stack.Stack.Counters[counter]));
        }

        foreach (Refusal refusal in Enum.GetValues<Refusal>().Where(static refusal => refusal != Refusal.None))
        {
            counters.Add($"Refused{refusal}", stacks.Sum(stack => stack.Stack.Counters[refusal]));
        }

        return counters.ToFrozenDictionary();
    }
}
