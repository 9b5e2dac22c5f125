namespace Ringspun.Cli.Tests;

public class CommandLineTests
{
    [Theory]
    [InlineData("srve", "did you mean 'serve'")]
    [InlineData("serve --lisen 127.0.0.1:0", "did you mean '--listen'")]
    [InlineData("serve --listen 127.0.0.1", "expected ADDR:PORT")]
    [InlineData("serve --workers 0", "expected a whole number from 1 to 1024")]
    [InlineData("serve --driver kqueue", "expected 'auto', 'io_uring', 'epoll'")]
    [InlineData("serve --drain 10", "expected a duration")]
    [InlineData("serve --cache-size lots", "expected a size")]
    [InlineData("serve --log xml", "expected 'text', 'json'")]
    [InlineData("serve --log-level loud", "'warning'")]
    [InlineData("serve one two", "unexpected argument 'two'")]
    [InlineData("serve --stack users", "expected 'kernel', 'user'")]
    [InlineData("serve --stack user --address 10.0.0.2/24", "--stack user needs a --device")]
    [InlineData("serve --stack user --device tun:tun0", "--stack user needs an --address")]
    [InlineData("echo --device tun:tun0", "--device needs --stack user")]
    [InlineData("serve --stack kernel --address 10.0.0.2/24", "--address needs --stack user")]
    [InlineData("load http://h --gateway 10.0.0.1", "--gateway needs --stack user")]
    [InlineData("echo --stack user --device tap:tap0 --address 10.0.0.2/24", "'tap:tap0' names no device")]
    [InlineData("serve --stack user --device tun:a/b --address 10.0.0.2/24", "no interface can be called 'a/b'")]
    [InlineData("serve --stack user --device nfqueue:65536 --address 10.0.0.2/24", "'65536' is no queue")]
    [InlineData("serve --stack user --device tun:tun0 --address 10.0.0.2", "expected ADDR/LEN")]
    [InlineData("load http://h --stack user --device tun:tun0 --address 10.0.0.2/24 --unix-socket s", "--unix-socket has no meaning with --stack user")]
    [InlineData("serve --stack user --device tun:tun0 --address 10.0.0.0/24", "an address that one host can have")]
    [InlineData("serve --stack user --device tun:tun0 --address 10.0.0.255/24", "an address that one host can have")]
    [InlineData("serve --stack user --device tun:tun0 --address 127.0.0.1/8", "an address that one host can have")]
    [InlineData("serve --stack user --device tun:tun0 --address ff02::1/64", "an address that one host can have")]
    [InlineData("serve --stack user --device tun:tun0 --address 10.0.0.2/33", "expected ADDR/LEN")]
    [InlineData("serve --stack user --device tun: --address 10.0.0.2/24", "no interface can be called ''")]
    [InlineData("serve --stack user --device tun:tun0 --address 10.0.0.2/24 --gateway ::", "expected the IPv4 or IPv6 address of a host")]
    [InlineData("serve --stack user --device tun:tun0 --address 10.0.0.2/24 --gateway 10.0.0.2", "10.0.0.2 is the stack's own address")]
    [InlineData("serve --stack user --device tun:tun0 --address 10.0.0.2/24 --gateway fd00::1", "fd00::1 is of another family than every --address")]
    [InlineData("serve --stack user --device tun:tun0 --address 10.0.0.2/24 --listen 127.0.0.1:80", "name one of --address")]
    [InlineData("echo --stack user --device tun:tun0 --address 10.0.0.2/24 --listen unix:/tmp/s", "--listen unix:/tmp/s has no meaning with --stack user")]
    [InlineData("load http://localhost --stack user --device tun:tun0 --address 10.0.0.2/24", "the loopback address is inside of the stack")]
    [InlineData("serve --metrics 127.0.0.1:0", "unknown option '--metrics'")]
    [InlineData("ehco", "did you mean 'echo'")]
    [InlineData("echo --line", "did you mean '--lines'")]
    [InlineData("echo --max-line 5", "add --lines")]
    [InlineData("echo --lines --max-line 0", "expected a size from 1 to 1G")]
    [InlineData("echo --lines --max-line 2G", "expected a size from 1 to 1G")]
    [InlineData("echo --idle-timeout 0", "expected a duration above 0")]
    [InlineData("echo 127.0.0.1:6666", "unexpected argument '127.0.0.1:6666'")]
    [InlineData("doctor --jsn", "did you mean '--json'")]
    [InlineData("load", "Required argument")]
    [InlineData("load http://h --connection 3", "did you mean '--connections'")]
    [InlineData("load http://h --body --pipline", "unknown option '--pipline'")]
    [InlineData("load http://h -n -5", "--requests: '-5' is not understood")]
    [InlineData("load merge", "ringspun load merge --help")]
    [InlineData("load https://h --key k.pem", "--key needs --cert")]
    [InlineData("", "command")]
    public void Wrong_usage_ends_with_2_and_says_what_was_expected(string line, string message)
    {
        (int code, string output, string error) = Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Contains("--help", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help", "serve")]
    [InlineData("serve --help", "--cache-size <SIZE>")]
    [InlineData("echo --help", "--max-line <SIZE>")]
    [InlineData("doctor --help", "--json")]
    [InlineData("load --help", "--rate <R>")]
    [InlineData("load merge --help", "--output")]
    public void Help_goes_to_stdout(string line, string text)
    {
        (int code, string output, string error) = Run(line.Split(' '));
        Assert.Equal(0, code);
        Assert.Contains(text, output, StringComparison.Ordinal);
        Assert.Contains("ringspun", output, StringComparison.Ordinal);
        Assert.Empty(error);
    }

    [Theory]
    [InlineData("/does/not/exist")]
    [InlineData("/proc/version")]
    public void A_missing_directory_is_a_failure_of_the_work(string directory)
    {
        (int code, string output, string error) = Run("serve", directory);
        Assert.Equal(1, code);
        Assert.Empty(output);
        Assert.StartsWith($"ringspun: '{directory}'", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void After_a_double_dash_a_directory_may_look_like_an_option()
    {
        (int code, _, string error) = Run("serve", "--", "--lisen");
        Assert.Equal(1, code);
        Assert.Contains("'--lisen'", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_may_start_with_an_at_sign() => Assert.Equal(1, Run("serve", "@home").Code);

    [Fact]
    public void The_value_of_an_option_may_begin_with_a_hyphen()
    {
        (int code, _, string error) = Run("load", "http://127.0.0.1:1", "--body", "-1", "-c", "2", "--paths", "-none-");
        Assert.Equal(1, code);
        Assert.Contains("--paths: cannot read '-none-'", error, StringComparison.Ordinal);
    }

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int code = CommandLine.Run(arguments, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
