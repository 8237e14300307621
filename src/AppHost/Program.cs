using ArboDossier.AppHost;

try
{
    using var machine = new Machine(Options.Parse(args));
    return await machine.RunAsync();
}
catch (HostException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    return 1;
}
