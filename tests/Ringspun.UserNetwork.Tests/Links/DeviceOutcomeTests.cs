using Ringspun.Linux.Devices;
using Ringspun.Tcp;
using Ringspun.UserLevel.Tests.Support;

namespace Ringspun.UserLevel.Tests.Links;

/// <summary>What a device does to packets, as a stack hears of it: one packet is lost, the link is down, or it is gone; and what it makes of that.</summary>
public sealed class DeviceOutcomeTests
{
    private static readonly Errno[] LosesOneSent = [Errno.ENOBUFS, Errno.EMSGSIZE, Errno.EINVAL, Errno.EHOSTUNREACH, Errno.EPERM, Errno.ENETDOWN];
    private static readonly Errno[] LosesOneReceived = [Errno.EMSGSIZE, Errno.EBADMSG, Errno.ENOBUFS, Errno.ENETDOWN];

    public static TheoryData<string, Errno, bool> Losses
    {
        get
        {
            TheoryData<string, Errno, bool> losses = [];
            foreach (ITheoryDataRow driver in TwoNetworks.Drivers)
            {
                Array.ForEach(LosesOneSent, errno => losses.Add((string)driver.GetData()[0]!, errno, true));
                Array.ForEach(LosesOneReceived, errno => losses.Add((string)driver.GetData()[0]!, errno, false));
            }

            return losses;
        }
    }

    [Theory]
    [InlineData(DeviceOutcome.NoBuffers, Errno.ENOBUFS)]
    [InlineData(DeviceOutcome.TooLong, Errno.EMSGSIZE)]
    [InlineData(DeviceOutcome.Refused, Errno.EINVAL)]
    [InlineData(DeviceOutcome.Cut, Errno.EINVAL)]
    [InlineData(DeviceOutcome.Failed, Errno.EINVAL)]
    [InlineData(DeviceOutcome.Unreachable, Errno.EHOSTUNREACH)]
    [InlineData(DeviceOutcome.NotPermitted, Errno.EPERM)]
    [InlineData(DeviceOutcome.Down, Errno.ENETDOWN)]
    public void A_send_that_fails_loses_one_packet(DeviceOutcome outcome, Errno expected)
    {
        Assert.Equal(-(int)expected, PacketHints.ResultOf(outcome, Errno.EPROTO, isSend: true));
        Assert.Contains(expected, LosesOneSent);
    }

    [Theory]
    [InlineData(DeviceOutcome.TooLong, Errno.EMSGSIZE)]
    [InlineData(DeviceOutcome.Malformed, Errno.EBADMSG)]
    [InlineData(DeviceOutcome.Lost, Errno.ENOBUFS)]
    [InlineData(DeviceOutcome.NoBuffers, Errno.ENOBUFS)]
    [InlineData(DeviceOutcome.Down, Errno.ENETDOWN)]
    public void A_receive_that_fails_loses_one_packet(DeviceOutcome outcome, Errno expected)
    {
        Assert.Equal(-(int)expected, PacketHints.ResultOf(outcome, Errno.EPROTO, isSend: false));
        Assert.Contains(expected, LosesOneReceived);
    }

    [Theory]
    [InlineData(DeviceOutcome.Gone, Errno.ENODEV, false)]
    [InlineData(DeviceOutcome.Gone, Errno.ENODEV, true)]
    [InlineData(DeviceOutcome.Closed, Errno.EBADF, false)]
    [InlineData(DeviceOutcome.Closed, Errno.EBADF, true)]
    [InlineData(DeviceOutcome.Failed, Errno.EPROTO, false)]
    public void A_device_that_is_gone_or_that_cannot_be_read_ends_the_link(DeviceOutcome outcome, Errno expected, bool isSend)
    {
        Assert.Equal(-(int)expected, PacketHints.ResultOf(outcome, Errno.EPROTO, isSend));
        Assert.DoesNotContain(expected, (Errno[])[Errno.EAGAIN, .. isSend ? LosesOneSent : LosesOneReceived]);
    }

    [Theory, MemberData(nameof(Losses))]
    public void What_a_device_loses_is_sent_again(string driver, Errno errno, bool isSend)
    {
        RefusingLink? refusing = null;
        TwoNetworks.Run(
            driver,
            async world =>
            {
                refusing!.Every = 10;
                (refusing.Answer, refusing.Arrival) = isSend ? (errno, Errno.None) : (Errno.None, errno);
                (IConnection client, IConnection server) = await world.Connect();
                await Transfer.BothWays(client, server, Seeds.Next(), 100_000);
                (long refused, long lost) = (world.Server.Statistics.SendsRefused, world.Server.Statistics.ReceivesLost);
                Assert.Equal(isSend, refused > 0);

                // A link that is down has told so, and lost nothing that it had.
                Assert.Equal(!isSend && errno != Errno.ENETDOWN, lost > 0);
                client.Dispose();
                server.Dispose();
            },
            tcp: TcpSettings.Default with { MinimumRto = 2_000_000, InitialRto = 20_000_000 },
            around: link => refusing = new RefusingLink(link));
    }
}
