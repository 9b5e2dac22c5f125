using Ringspun.Linux.Tests.Namespaces;

namespace Ringspun.Linux.Tests.Devices;

/// <summary>scripts/nfqueue-setup and scripts/nfqueue-teardown.</summary>
[Collection(nameof(ProcessSensitive))]
public sealed class QueueRuleTests
{
    private const string Other = "-A INPUT -p tcp -m tcp --dport 8080 -j DROP";

    [Fact]
    public void A_rule_is_made_once_and_taken_away() => Run(() =>
    {
        foreach (string tables in (string[])["iptables", "ip6tables"])
        {
            Assert.Equal(0, QueueRule.Run(tables, ["-A", "INPUT", "-p", "tcp", "--dport", "8080", "-j", "DROP"]).Code);
        }

        QueueRule.Setup("80", "5");
        QueueRule.Setup("80", "5");
        QueueRule.Setup("-4", "--bypass", "801", "6:9");
        Assert.Equal(
            [
                "-A INPUT -p tcp -m tcp --dport 801 -j NFQUEUE --queue-balance 6:9 --queue-bypass",
                "-A INPUT -p tcp -m tcp --dport 80 -j NFQUEUE --queue-num 5",
                Other,
            ],
            QueueRule.Rules("iptables"));
        Assert.Equal(["-A INPUT -p tcp -m tcp --dport 80 -j NFQUEUE --queue-num 5", Other], QueueRule.Rules("ip6tables"));

        QueueRule.Teardown("80");
        QueueRule.Teardown("80");
        QueueRule.Teardown("-6", "801");
        Assert.Equal([Other], QueueRule.Rules("ip6tables"));
        Assert.Equal(2, QueueRule.Rules("iptables").Length);
        QueueRule.Teardown("-4", "801");
        Assert.Equal([Other], QueueRule.Rules("iptables"));
    });

    [Fact]
    public void Another_queue_replaces_the_rule() => Run(() =>
    {
        QueueRule.Setup("80", "5");
        QueueRule.Setup("80", "6");
        Assert.Equal(["-A INPUT -p tcp -m tcp --dport 80 -j NFQUEUE --queue-num 6"], QueueRule.Rules("iptables"));
        Assert.Equal(["-A INPUT -p tcp -m tcp --dport 80 -j NFQUEUE --queue-num 6"], QueueRule.Rules("ip6tables"));
    });

    [Theory]
    [InlineData("nfqueue-setup", "0", "5")]
    [InlineData("nfqueue-setup", "65536", "5")]
    [InlineData("nfqueue-setup", "080", "5")]
    [InlineData("nfqueue-setup", "80", "65536")]
    [InlineData("nfqueue-setup", "80", "9:6")]
    [InlineData("nfqueue-setup", "80", ":")]
    [InlineData("nfqueue-setup", "80", "5 -j ACCEPT")]
    [InlineData("nfqueue-setup", "80; id", "5")]
    [InlineData("nfqueue-setup", "80")]
    [InlineData("nfqueue-setup", "--what", "80", "5")]
    [InlineData("nfqueue-teardown")]
    [InlineData("nfqueue-teardown", "http")]
    [InlineData("nfqueue-teardown", "99999")]
    [InlineData("nfqueue-teardown", "80", "5")]
    public void Wrong_usage_is_told_and_does_nothing(string script, params string[] arguments)
    {
        (int code, string output) = QueueRule.Run(QueueRule.Script(script), arguments);
        Assert.Equal(2, code);
        Assert.StartsWith($"usage: {script}", output, StringComparison.Ordinal);
    }

    private static void Run(Action body)
    {
        QueueRule.NeedTables();
        NetworkNamespace.Run(body);
    }
}
