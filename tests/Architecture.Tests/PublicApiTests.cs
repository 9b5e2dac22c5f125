namespace Ringspun.Architecture.Tests;

/// <summary>What a room promises to others changes only on purpose: the listing in docs/api changes with it.</summary>
public class PublicApiTests
{
    private const string Update = "RINGSPUN_UPDATE_API";

    public static TheoryData<string> Rooms => [.. Repository.Rooms.Where(room => room != "Ringspun.Cli")];

    [Theory, MemberData(nameof(Rooms))]
    public void The_public_api_is_the_checked_in_listing(string room)
    {
        string file = Path.Combine(Repository.Root, "docs", "api", room + ".txt");
        string actual = ApiListing.Of(RoomAssembly.Load(room));
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
            return;
        }

        string expected = File.Exists(file) ? File.ReadAllText(file) : "";
        if (expected == actual)
        {
            return;
        }

        string[] was = expected.Split('\n');
        string[] now = actual.Split('\n');
        Assert.Fail(
            $"The public API of {room} differs from docs/api/{room}.txt.\n"
            + string.Concat(was.Except(now).Take(40).Select(line => $"  gone: {line.Trim()}\n"))
            + string.Concat(now.Except(was).Take(40).Select(line => $"  new:  {line.Trim()}\n"))
            + $"When that is meant, run '{Update}=1 dotnet test --project tests/Architecture.Tests' and commit the listing.");
    }

    [Fact]
    public void The_program_has_no_public_api() =>
        Assert.DoesNotContain(RoomAssembly.Load("Ringspun.Cli").GetExportedTypes(), type => !ApiListing.IsGenerated(type));
}
