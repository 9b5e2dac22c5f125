using System.Reflection;
using System.Xml.Linq;

namespace Ringspun.Architecture.Tests;

/// <summary>A room may use what is below it, never what is above it or beside it.</summary>
public class RoomTests
{
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Ringspun.Linux"] = [],
        ["Ringspun.Tcp"] = [],
        ["Ringspun"] = ["Ringspun.Linux"],
        ["Ringspun.Http"] = ["Ringspun", "Ringspun.Linux"],
        ["Ringspun.AspNetCore"] = ["Ringspun", "Ringspun.Linux"],
        ["Ringspun.UserNetwork"] = ["Ringspun", "Ringspun.Linux", "Ringspun.Tcp"],
        ["Ringspun.Simulation"] = ["Ringspun", "Ringspun.Linux", "Ringspun.Tcp"],
        ["Ringspun.Cli"] = ["Ringspun", "Ringspun.Linux", "Ringspun.Http", "Ringspun.AspNetCore", "Ringspun.UserNetwork", "Ringspun.Tcp"],
    };

    public static TheoryData<string> Rooms => [.. Repository.Rooms];

    [Theory, MemberData(nameof(Rooms))]
    public void Project_references_follow_the_arrows(string room)
    {
        IEnumerable<string> references = XDocument.Load(Repository.ProjectFile(room)).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));
        AssertAllowed(room, references);
    }

    [Theory, MemberData(nameof(Rooms))]
    public void Compiled_references_follow_the_arrows(string room)
    {
        IEnumerable<string> references = RoomAssembly.Load(room).GetReferencedAssemblies()
            .Select(name => name.Name!)
            .Where(name => name == "Ringspun" || name.StartsWith("Ringspun.", StringComparison.Ordinal));
        AssertAllowed(room, references);
    }

    [Theory, MemberData(nameof(Rooms))]
    public void Only_the_Linux_room_calls_native_code(string room)
    {
        if (room == "Ringspun.Linux")
        {
            return;
        }

        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        IEnumerable<string> imports = RoomAssembly.Load(room).GetTypes()
            .SelectMany(type => type.GetMethods(All))
            .Where(method => method.Attributes.HasFlag(MethodAttributes.PinvokeImpl))
            .Select(method => $"{method.DeclaringType}.{method.Name}");
        Assert.Empty(imports);
    }

    [Fact]
    public void The_tcp_room_references_nothing_of_ours_and_no_io()
    {
        if (!Repository.Rooms.Contains("Ringspun.Tcp"))
        {
            return;
        }

        string[] forbidden = ["System.Net.Sockets", "System.IO.Pipes", "System.Threading.Thread", "System.Threading.ThreadPool"];
        Assert.Empty(RoomAssembly.Load("Ringspun.Tcp").GetReferencedAssemblies().Select(name => name.Name!).Intersect(forbidden));
    }

    private static void AssertAllowed(string room, IEnumerable<string> references)
    {
        Assert.True(MayUse.TryGetValue(room, out string[]? allowed), $"{room} is a new room: say in {nameof(RoomTests)} what it may use");
        IEnumerable<string> wrong = references.Except(allowed).Select(reference => $"{room} must not use {reference}");
        Assert.Empty(wrong);
    }
}
