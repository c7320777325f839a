Console.WriteLine("usage: ike demo | connect CONFIG [NAME] | listen CONFIG");
return 0;
