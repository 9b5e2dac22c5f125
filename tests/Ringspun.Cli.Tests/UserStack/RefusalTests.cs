using Ringspun.Cli.Tests.Serving;

namespace Ringspun.Cli.Tests.UserStack;

/// <summary>What cannot be done: one line that names it, says why and what to do, and 1. A real kernel refuses in each case.</summary>
public sealed class RefusalTests : IDisposable
{
    private const string Plain = """exec "$DOTNET_HOST" "$@" """;

    /// <summary>Becomes the program without capabilities: in a namespace of its own as outside of it.</summary>
    private const string WithoutRights = """exec setpriv --bounding-set -net_admin,-net_raw "$DOTNET_HOST" "$@" """;

    private const string WithoutDriver = """exec unshare --mount sh -c 'mount -t tmpfs none /dev/net && exec "$DOTNET_HOST" "$@"' sh "$@" """;

    /// <summary>Whatever the file is, its mode comes first; only who may override that gets any further.</summary>
    private const string WithClosedDriver = """
        exec unshare --mount sh -c '
            mount -t tmpfs none /dev/net && touch /dev/net/tun && chmod 0 /dev/net/tun &&
            exec setpriv --bounding-set -dac_override,-dac_read_search,-net_admin "$DOTNET_HOST" "$@"' sh "$@"
        """;

    private readonly SiteDirectory _site = new();

    public void Dispose() => _site.Dispose();

    [Fact]
    public void Without_CAP_NET_ADMIN_there_is_no_new_TUN_interface() => StackWorld.Run(() => RefuseIn(
        WithoutRights, "tun:stack0", "tun:stack0: the interface cannot be opened: EPERM (Operation not permitted). Run as root or with CAP_NET_ADMIN, ", "unshare -Urn"));

    [Fact]
    public void Without_CAP_NET_RAW_there_is_no_packet_socket() => StackWorld.Run(() => RefuseIn(
        WithoutRights, "packet:lo", "packet:lo: there is no packet socket: EPERM (Operation not permitted). Run as root or with CAP_NET_RAW ", "unshare -Urn"));

    [Fact]
    public void Without_CAP_NET_ADMIN_there_is_no_netfilter_queue() => StackWorld.Run(() => RefuseIn(
        WithoutRights, "nfqueue:5", "nfqueue:5: ", ": EPERM (Operation not permitted). Run as root or with CAP_NET_ADMIN and CAP_NET_RAW ", "unshare -Urn"));

    [Fact]
    public void A_driver_that_is_not_there_is_named() => StackWorld.Run(() => RefuseIn(
        WithoutDriver,
        "tun:stack0",
        "tun:stack0: /dev/net/tun cannot be opened: ENOENT (No such file or directory). Load it: modprobe tun. In a container: --device /dev/net/tun"));

    [Fact]
    public void A_driver_that_may_not_be_opened_is_named() => StackWorld.Run(() => RefuseIn(
        WithClosedDriver, "tun:stack0", "tun:stack0: /dev/net/tun cannot be opened: EACCES (Permission denied). ", "chmod 666 /dev/net/tun"));

    [Fact]
    public void A_name_that_another_kind_of_interface_has() => StackWorld.Run(() =>
    {
        _ = StackWorld.Over("packet");
        Refuse("tun:stack0", "tun:stack0: this is an interface of the kind 'veth': EINVAL (Invalid argument). Take another name.");
        Refuse("tun:lo", "tun:lo: this is no TUN interface: EINVAL (Invalid argument). Take another name.");
        StackWorld.Ip("tuntap", "add", "dev", "tap0", "mode", "tap");
        Refuse("tun:tap0", "tun:tap0: this is a TAP interface, which carries Ethernet: EINVAL (Invalid argument). Take another name.");
        StackWorld.Ip("tuntap", "add", "dev", "tun0", "mode", "tun");
        Refuse("packet:tun0", "packet:tun0: this is no Ethernet interface", "Use tun:tun0.");
    });

    [Fact]
    public void An_interface_that_is_not_there() => StackWorld.Run(() =>
        Refuse("packet:none0", "packet:none0: there is no such interface: ENODEV (No such device). ip link lists those that are there."));

    [Fact]
    public void An_interface_for_one_queue_and_several_workers() => StackWorld.Run(() =>
    {
        StackWorld.Ip("tuntap", "add", "dev", StackWorld.Interface, "mode", "tun");
        Refuse("tun:stack0", "tun:stack0: the interface was made for one queue, not for 2: EINVAL (Invalid argument). ", "multi_queue");
    });

    [Fact]
    public void An_interface_for_short_packets_only() => StackWorld.Run(() =>
    {
        _ = StackWorld.Over("packet");
        StackWorld.Ip("link", "set", StackWorld.Interface, "mtu", "1000");
        Refuse(
            "packet:stack0", "packet:stack0: its MTU is 1000 bytes, and the user-level stack needs 1280. ip link set dev stack0 mtu 1280 changes it.");
    });

    [Theory]
    [InlineData("1", "tun:stack0: the interface cannot be opened: EBUSY (Device or resource busy). Another program has it open: end that one, or take another name.")]
    [InlineData("2", "tun:stack0: another program has 2 queues of the interface: EBUSY (Device or resource busy). End that one, or take another name.")]
    public void An_interface_that_another_program_has(string workers, string message) => StackWorld.Run(() =>
    {
        string curl = Peers.Need("curl", "curl");
        using ServerProcess first = ServerProcess.Start(["serve", _site.Path, "--workers", workers, .. StackWorld.Over("tun")]);
        _ = StackWorld.Await(first.ReadAddressAsync());
        RefuseWith(Plain, workers, ["--device", "tun:stack0"], message);

        // The first one is none the worse for it.
        Assert.Equal(SiteDirectory.Page, StackWorld.Execute(curl, "--silent", "--max-time", "60", $"http://{StackWorld.Stack}:8080/").Output);
        first.Signal("TERM");
        Assert.Equal(0, StackWorld.Await(first.EndAsync()).Code);
    });

    [Fact]
    public void A_queue_that_another_program_has() => StackWorld.Run(() =>
    {
        using ServerProcess first = ServerProcess.Start(
            ["serve", _site.Path, "--workers", "1", "--stack", "user", "--device", "nfqueue:5", "--address", $"{StackWorld.Stack}/24"]);
        _ = StackWorld.Await(first.ReadAddressAsync());
        Refuse("nfqueue:5", "nfqueue:5: another program has the queue: E", "End that one, or take another number in the rule, too.");
    });

    [Theory]
    [InlineData("10.0.0.2:80", "bind 10.0.0.2:80: EADDRINUSE (Address already in use). This program listens on port 80 already; choose another port, or 0 for a free one.")]
    [InlineData("0.0.0.0:80", "bind 0.0.0.0:80: EADDRINUSE (Address already in use). This program listens on port 80 already; choose another port, or 0 for a free one.")]
    [InlineData("10.0.0.3:80", "bind 10.0.0.3:80: EADDRNOTAVAIL (Cannot assign requested address). The user-level stack has 10.0.0.2/24; listen on one of them, or on all.")]
    public void An_address_that_is_taken_or_none_of_the_stacks(string second, string message) => StackWorld.Run(() => RefuseWith(
        Plain, "2", ["--device", "tun:stack0", "--listen", "10.0.0.2:80", "--listen", second], message));

    [Theory]
    [InlineData("echo")]
    [InlineData("load http://10.0.0.1/")]
    public void The_other_commands_say_the_same(string command) => StackWorld.Run(() =>
    {
        string[] words = command.Split(' ');
        Check(
            [.. words, "--quiet", "--workers", "1", "--stack", "user", "--address", $"{StackWorld.Stack}/24", "--device", "packet:none0"],
            Plain, ["packet:none0: there is no such interface: ENODEV"]);
    });

    [Fact]
    public void Doctor_names_the_mode_and_the_remedy() => StackWorld.Run(() =>
    {
        using ServerProcess doctor = ServerProcess.StartInShell(WithClosedDriver, "doctor");
        (int code, string output) = StackWorld.Await(doctor.EndAsync());
        Assert.Equal(0, code);
        Assert.Contains("/dev/net/tun: EACCES, its mode is 0000", output, StringComparison.Ordinal);
        Assert.Contains("mend it: chmod 666 /dev/net/tun && ip tuntap add dev tun0 mode tun user ", output, StringComparison.Ordinal);
    });

    private void Refuse(string device, params string[] parts) => RefuseWith(Plain, "2", ["--device", device], parts);

    private void RefuseIn(string shell, string device, params string[] parts) => RefuseWith(shell, "2", ["--device", device], parts);

    private void RefuseWith(string shell, string workers, string[] options, params string[] parts) => Check(
        ["serve", _site.Path, "--quiet", "--workers", workers, "--stack", "user", "--address", $"{StackWorld.Stack}/24", .. options], shell, parts);

    private static void Check(string[] command, string shell, string[] parts)
    {
        using ServerProcess program = ServerProcess.StartInShell(shell, command);
        (int code, string output) = StackWorld.Await(program.EndAsync());
        string line = Assert.Single(program.Errors.TrimEnd().Split('\n'));
        Assert.StartsWith($"ringspun: {parts[0]}", line, StringComparison.Ordinal);
        Assert.All(parts, part => Assert.Contains(part, line, StringComparison.Ordinal));
        Assert.Equal((1, ""), (code, output));
    }
}
